// What bpmn-moddle, by which the common modellers read BPMN, makes of some files.
// node bpmn.mjs BPMN_MODDLE FILE…: a JSON list with, for each file, its warnings, its flow nodes
// and sequence flows, and what of them is drawn.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [library, ...files] = process.argv.slice(2);
const { BpmnModdle } = await import(pathToFileURL(library));

async function read(file) {
  const text = await readFile(file, 'utf-8');
  const { rootElement, warnings } = await new BpmnModdle().fromXML(text);
  const processes = rootElement.rootElements.filter((each) => each.$type === 'bpmn:Process');
  const inside = processes.flatMap((each) => each.flowElements ?? []);
  const drawn = (rootElement.diagrams ?? []).flatMap((each) => each.plane.planeElement);
  return {
    warnings: warnings.map((each) => each.message),
    kinds: inside.map((each) => each.$type),
    undrawn: inside
      .filter((each) => !drawn.some((shape) => shape.bpmnElement === each))
      .map((each) => each.id),
    loose: inside
      .filter((each) => each.$type === 'bpmn:SequenceFlow')
      .filter((each) => !each.sourceRef || !each.targetRef)
      .map((each) => each.id),
  };
}

console.log(JSON.stringify(await Promise.all(files.map(read))));
