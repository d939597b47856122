// The menu of a row, or of all selected rows when it is one of them.
import { Menu } from "@base-ui/react/menu";
import type { RefObject } from "react";
import { text } from "../text";
import { BLOCKED, CLEAR, IMPLIED } from "./blocks";
import { at, COLUMN, SCHEMA } from "./model";
import { columnsAround, selected, selectedNodes } from "./select";
import type { TreeProps } from "./Tree";
import styles from "./Tree.module.css";

const words = text.schema.menu;

export type MenuAt = { node: number; anchor: DOMRect };

type Props = TreeProps & {
  menu: MenuAt;
  /** Where it is drawn: beside the tree, in the same landmark. */
  layer: RefObject<HTMLElement | null>;
  onApply: (nodes: number[], blocked: boolean) => void;
  onClose: () => void;
};

export function TreeMenu({ menu, layer, onClose, ...rest }: Props) {
  return (
    <Menu.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Menu.Portal container={layer}>
        <Menu.Positioner
          anchor={{ getBoundingClientRect: () => menu.anchor }}
          side="bottom"
          align="start"
          className={styles.menuLayer}
        >
          <Menu.Popup className={styles.menu} aria-label={words.label} finalFocus={false}>
            <Items {...rest} node={menu.node} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

type ItemsProps = Omit<Props, "menu" | "layer" | "onClose"> & { node: number };

function Items({ node, tree, rows, states, selection, onApply, onSelect, onOpen, onCopy, onRule }: ItemsProps) {
  const level = at(tree.level, node);
  const many = selection.size > 1;
  const nodes = many ? selectedNodes(tree, rows, states, selection, node) : states[node] === IMPLIED ? [] : [node];
  const some = (hidden: boolean) => nodes.some((one) => ((states[one] ?? CLEAR) === BLOCKED) === hidden);
  const columns = columnsAround(tree, node);
  const selectColumns = () => {
    onOpen([level === COLUMN ? at(tree.parent, node) : node], true);
    onSelect(selected(tree, columns));
  };
  return (
    <>
      <Item id="block" disabled={!some(false)} onClick={() => onApply(nodes, true)}>
        {many ? words.blockMany(nodes.length) : words.block}
      </Item>
      <Item id="allow" disabled={!some(true) && level !== SCHEMA} onClick={() => onApply(nodes, false)}>
        {many ? words.allowMany(nodes.length) : words.allow}
      </Item>
      <Menu.Separator className={styles.menuLine} />
      <Item id="columns" disabled={columns.length === 0} onClick={selectColumns}>
        {words.columns}
      </Item>
      <Item id="copy" onClick={() => onCopy(node)}>
        {words.copy}
      </Item>
      {onRule ? (
        <Item id="rule" disabled={level === SCHEMA} onClick={() => onRule(node)}>
          {words.rule}
        </Item>
      ) : null}
    </>
  );
}

type ItemProps = { id: string; disabled?: boolean; onClick: () => void; children: string };

function Item({ id, disabled = false, onClick, children }: ItemProps) {
  return (
    <Menu.Item className={styles.menuItem} disabled={disabled} data-testid={`menu-${id}`} onClick={onClick}>
      {children}
    </Menu.Item>
  );
}
